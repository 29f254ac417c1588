import type { MapSettings } from '#contract';
import type ImageTile from 'ol/ImageTile.js';
import TileLayer from 'ol/layer/Tile.js';
import XYZ from 'ol/source/XYZ.js';

/** Tile layers of the settings, one over the other; loaded only where a county has some. `failed` hears when a tile does not come, `came` when one does. */
export function groundLayers({ urls, maxZoom }: NonNullable<MapSettings['tiles']>, came: () => void, failed: () => void): TileLayer<XYZ>[] {
  return urls.map((url) => {
    const source = new XYZ({ url, maxZoom, transition: 0, tileLoadFunction: (tile, src) => {
      const image = (tile as ImageTile).getImage();
      if (!(image instanceof HTMLImageElement)) return;
      // Tile services of this kind check which site asks.
      image.referrerPolicy = 'origin';
      image.src = src;
    } });
    source.on('tileloaderror', failed);
    source.on('tileloadend', came);
    return new TileLayer({ source });
  });
}
