import { ref, watch } from 'vue';

const KEPT = 'grid.density';
function read(): 'tight' | 'easy' { try { return localStorage.getItem(KEPT) === 'tight' ? 'tight' : 'easy'; } catch { return 'easy'; } }
/** 32 or 40 pixels a row; kept on this device. */
export const density = ref<'tight' | 'easy'>(read());
watch(density, (d) => { try { localStorage.setItem(KEPT, d); } catch { /* private window */ } });
