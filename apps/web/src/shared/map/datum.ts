import library from 'gcoord';

/** What of the library is used; its types say different things to different compilers. */
const gcoord = library as unknown as { transform(position: [number, number], from: string, to: string): [number, number]; readonly WGS84: string; readonly GCJ02: string };

/** Longitude and latitude in degrees. */
export type Position = readonly [lon: number, lat: number];
/** In which coordinates the map under our drawing is. What is stored is always WGS-84. */
export type Datum = 'wgs84' | 'gcj02';

/** Where a stored position lies on the map. Everything drawn passes here, and nothing else is moved. */
export const toMap = (position: Position, datum: Datum): [number, number] => (datum === 'wgs84' ? [position[0], position[1]] : gcoord.transform([position[0], position[1]], gcoord.WGS84, gcoord.GCJ02));
/** Which position a place of the map stands for; the way back of `toMap` to within a hand's breadth. */
export const fromMap = (position: Position, datum: Datum): [number, number] => (datum === 'wgs84' ? [position[0], position[1]] : gcoord.transform([position[0], position[1]], gcoord.GCJ02, gcoord.WGS84));
