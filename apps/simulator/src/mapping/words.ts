import { kindOf, type Kind } from './mapping.js';

/** Words that give a category away where no table knows it, the most telling first. Chinese, English, German. */
export const RULES: readonly (readonly [RegExp, string])[] = [
  [/manhole|井盖|gully cover|kanaldeckel/i, 'P0123-2'],
  [/gas leak|smell of gas|燃气泄漏|gasgeruch/i, 'E0502-1'],
  [/water main|hydrant|burst pipe|爆管|水管破裂|rohrbruch/i, 'E0501-1'],
  [/flood|standing water|puddle|积水|内涝|überschwemm/i, 'E0506-1'],
  [/cave[- ]?in|sink ?hole|塌陷|eingebrochen/i, 'E0505-1'],
  [/pothole|pavement|sidewalk repair|brick|crack|坑槽|路面破损|schlagloch/i, 'E0113-2'],
  [/fire (lane|hydrant) block|消防通道/i, 'E0496-1'],
  [/snow|shovel|\bice\b|积雪|schnee/i, 'E0507-1'],
  [/abandon(ed)? (car|vehicle|bike)|schrott|废弃车/i, 'E0134-1'],
  [/park(ed|ing)|double[- ]park|tow zone|乱停|违停|falschpark/i, 'E0409-1'],
  [/dead (animal|squirrel|cat|dog|bird|raccoon|rat)|carcass|动物尸体|totes tier/i, 'E0137-1'],
  [/needle|syringe|medical waste|医疗废物/i, 'E0133-1'],
  [/graffiti|tagging|涂鸦/i, 'E0104-1'],
  [/couch|mattress|furniture|\btvs?\b|bulk item|sofa|家具|sperrmüll/i, 'E0135-1'],
  [/overflow|litter basket|trash barrel|满溢/i, 'E0192-1'],
  [/trash|garbage|rubbish|recycl|dump|litter|垃圾|müll/i, 'E0110-1'],
  [/traffic (signal|light)|cross(walk)? signal|红绿灯|信号灯|ampel/i, 'P0214-2'],
  [/street ?light|lamp ?post|路灯|laterne/i, 'P0137-2'],
  [/street sign|missing sign|标志牌|schild/i, 'P0213-2'],
  [/\btrees?\b|\bbranch|\blimbs?\b|树枝|行道树|\bbaum/i, 'P0402-1'],
  [/construction|building site|施工|baustelle/i, 'E0301-1'],
  [/noise|loud|party|music|噪音|lärm/i, 'E0128-1'],
  [/smoke|burning|焚烧|qualm/i, 'E0120-1'],
  [/homeless|panhandl|乞讨/i, 'E0403-1'],
  [/street (is )?dirty|sweep|street cleaning|路面不洁|straßenreinigung/i, 'E0112-1'],
];

/** What a text is most likely about; null: not sure. */
export function guess(text: string): Kind | null {
  const condition = RULES.find(([words]) => words.test(text))?.[1];
  return condition === undefined ? null : kindOf(condition);
}

/** What a person files a request under when nothing else fits (民生诉求转办). */
export const CATCH_ALL: Kind = kindOf('E0698-1');
