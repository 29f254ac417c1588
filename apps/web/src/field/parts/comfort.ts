import { reactive, watchEffect } from 'vue';

export const SIZES = ['normal', 'large', 'huge'] as const;
/** How somebody likes to hold and read the phone; kept on this phone. */
export interface Comfort { size: (typeof SIZES)[number]; contrast: boolean; left: boolean }
const KEPT = 'grid.field.comfort';

export const comfort = reactive<Comfort>({ size: 'normal', contrast: false, left: false, ...kept() });
watchEffect(() => {
  const { dataset } = document.documentElement;
  dataset['size'] = comfort.size;
  dataset['contrast'] = comfort.contrast ? 'high' : 'normal';
  dataset['hand'] = comfort.left ? 'left' : 'right';
  try { localStorage.setItem(KEPT, JSON.stringify(comfort)); } catch { /* private window */ }
});

function kept(): Partial<Comfort> {
  try {
    const said = JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Record<string, unknown>;
    return { ...(SIZES.some((s) => s === said['size']) && { size: said['size'] as Comfort['size'] }), contrast: said['contrast'] === true, left: said['left'] === true };
  } catch { return {}; }
}
