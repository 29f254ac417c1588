import { found, type Find } from './finds.js';

const find = (id: string, group: Find['group'], label: string, search?: string): Find => ({ id, group, label, run: () => undefined, ...(search !== undefined && { search }) });
const ALL: readonly Find[] = [find('v:triage', 'views', '待立案'), find('v:handling', 'views', '处置中'), find('p:board', 'pages', '看板', 'board'), find('c:1', 'cases', 'MD20261124-000012', '路口有暴露垃圾'), find('k:d', 'commands', '派遣'), find('u:1', 'people', '李四', 'h-san-1')];
const ids = (search: string, recent: readonly string[] = []): string[] => found(search, ALL, recent).map((f) => `${f.group}/${f.id}`);

describe('what the palette finds', () => {
  it('by words, by pinyin initials, by number and by account', () => {
    expect(ids('处置')).toEqual(['views/v:handling']);
    expect(ids('dla')).toEqual(['views/v:triage']);
    expect(ids('md2026')).toEqual(['cases/c:1']);
    expect(ids('垃圾')).toEqual(['cases/c:1']);
    expect(ids('h-san')).toEqual(['people/u:1']);
    expect(ids('nothing')).toEqual([]);
  });

  it('without a search: what was used last, then what is at hand, nobody by name', () => {
    expect(ids('', ['p:board', 'gone'])).toEqual(['recent/p:board', 'commands/k:d', 'cases/c:1', 'views/v:triage', 'views/v:handling']);
  });

  it('puts the commands of the case before everything else', () => {
    expect(found('p', [find('p', 'pages', 'People'), find('c', 'commands', 'Propose')], []).map((f) => f.id)).toEqual(['c', 'p']);
  });
});
