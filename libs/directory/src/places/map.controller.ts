import { ROUTES, type MapSettings } from '#contract';
import { CONFIG, type Config } from '#platform';
import { Controller, Inject } from '@nestjs/common';
import { Serves } from '../access/decorators.js';

/** What the county has put under its maps. */
@Controller()
export class MapController {
  constructor(@Inject(CONFIG) private readonly config: Partial<Pick<Config, 'mapTiles' | 'mapTilesBy' | 'mapTilesCrs' | 'mapTilesZoom'>>) {}

  @Serves(ROUTES.mapSettings)
  read(): MapSettings {
    const { mapTiles, mapTilesBy, mapTilesCrs, mapTilesZoom } = this.config, urls = (mapTiles ?? '').trim().split(/\s+/).filter((url) => url !== '');
    return { stored: 'wgs84', tiles: urls.length === 0 ? null : { urls, attribution: mapTilesBy ?? '', crs: mapTilesCrs === 'gcj02' ? 'gcj02' : 'wgs84', maxZoom: mapTilesZoom ?? 18 } };
  }
}
