import type { RuleBook } from '#directory';
import type { ClassId } from '#domain';

interface Kind { readonly id: string; readonly zh: string; readonly en: string; readonly classId: ClassId | null }
const kind = (id: string, zh: string, en: string, classId: string | null = null): Kind => ({ id, zh, en, classId: classId as ClassId | null });

/** What residents call what they see, the commonest first, and the class it most likely is. It is only a beginning: whoever triages looks at the words and the photo. */
export const KINDS: readonly Kind[] = [
  kind('litter', '垃圾没清理', 'Rubbish lying about', 'E0110'), kind('bin', '垃圾桶满了', 'Bin overflowing', 'E0192'), kind('road', '路面坏了', 'Broken road', 'E0113'), kind('flood', '路面积水', 'Water on the road', 'E0506'),
  kind('cover', '井盖坏了或不见了', 'Manhole cover broken or gone', 'P0123'), kind('lamp', '路灯不亮', 'Street lamp out', 'P0137'), kind('sewage', '污水外溢', 'Sewage overflowing', 'E0503'), kind('wire', '电线垂落', 'Hanging wire', 'E0508'),
  kind('tree', '树倒了或断枝', 'Fallen tree or branch', 'P0402'), kind('parking', '车辆乱停', 'Badly parked car', 'E0409'), kind('exit', '消防通道被占', 'Fire lane blocked', 'E0496'), kind('stall', '占道经营', 'Stall on the street', 'E0406'),
  kind('noise', '施工扰民', 'Building noise', 'E0301'), kind('dust', '工地扬尘', 'Dust from a building site', 'E0304'), kind('advert', '小广告', 'Illegal adverts', 'E0201'), kind('other', '其他', 'Something else'),
];

/** The class of a kind as the rule book knows it; null: somebody has to look. Undefined: no such kind. */
export function classOf(id: string | null, book: Pick<RuleBook, 'classes'>): ClassId | null | undefined {
  if (id === null) return null;
  const found = KINDS.find((k) => k.id === id);
  return found === undefined ? undefined : found.classId !== null && book.classes.has(found.classId) ? found.classId : null;
}
