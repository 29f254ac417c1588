import { onBeforeUnmount, onMounted, watch, type ShallowRef } from 'vue';
import { book, said } from '../book/book.js';
import { cells, wantCells } from '../book/places.js';
import { lang } from '../i18n/lang.js';
import { CellMap } from './sheet.js';
import './map.css';

/** The middle of the demo county, shown until its cells are here. */
const SOMEWHERE = { lon: 101.54, lat: 25.31 };

/**
 * A map of the county in a component's box: cells and townships in the reader's language, closed with the component.
 * `ready` is called once there is a map, `fit` once there are cells to look at, unless somebody has moved the map by then. Answers the map, null before and after.
 */
export function useCellMap(box: Readonly<ShallowRef<HTMLElement | null>>, ready: (map: CellMap) => void, fit: (map: CellMap) => void = (map) => map.fitCells(), zoom = 12): () => CellMap | null {
  let map: CellMap | null = null;
  onMounted(() => {
    if (!box.value) return;
    const made = (map = new CellMap(box.value, SOMEWHERE, zoom));
    void wantCells();
    let fitted = false;
    watch([cells, lang], () => {
      if (!cells.value || map === null) return;
      made.showCells(cells.value);
      made.showTownships((book.value?.townships ?? []).map((town) => ({ code: town.code, name: said(town) ?? '' })));
      if (!fitted) { fitted = true; if (made.untouched) fit(made); }
    }, { immediate: true });
    ready(made);
  });
  onBeforeUnmount(() => { map?.close(); map = null; });
  return () => map;
}
