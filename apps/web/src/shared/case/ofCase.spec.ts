import { effectScope, nextTick, ref } from 'vue';
import { ofCase } from './ofCase.js';

it('what was begun on one case begins anew on the next, and stays while the case itself moves on', async () => {
  const view = ref({ id: 'a', version: 1 }), scope = effectScope();
  const tab = scope.run(() => ofCase(() => view.value.id, () => 'overview'))!;
  tab.value = 'timeline';
  view.value = { id: 'a', version: 2 };
  await nextTick();
  expect(tab.value).toBe('timeline');
  view.value = { id: 'b', version: 1 };
  await nextTick();
  expect(tab.value).toBe('overview');
  scope.stop();
});
