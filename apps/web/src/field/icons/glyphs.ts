/** Line drawings on a 24-pixel grid, drawn for this program: what a grid member recognises before reading the word under it. */
const LID = 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z';
const WHEELS = 'M7 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm10 0a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z';

export const GLYPHS = {
  // Buildings and what hangs from them
  shed: 'M3 21V12l5-4 5 4v9H3Zm4 0v-4h2v4m4-9 4-6 4 6v9h-8m3-5h2',
  facade: 'M5 21V4h14v17H5Zm3-13h2m4 0h2m-8 4h2m4 0h2m-4 9v-5m-4 0c0 2 1 2 1 4m5-4c0 1-1 1-1 3',
  hanger: 'M12 8V7a2 2 0 1 1 2-2M12 8l9 6.5c.8.6.4 1.5-.5 1.5h-17c-.9 0-1.3-.9-.5-1.5L12 8Zm-4 8v5h8v-5',
  wire: 'M4 3v18m16-18v18M4 6c5 5 11 5 16 0M4 10c4 7 12 7 16 2m-9 4.5v4',
  aircon: 'M3 6h18v11H3V6Zm6.5 9a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm0-7v7M6 11.5h7m3-2.5h2.5M16 12h2.5M6 17v3m12-3v3',
  // Rubbish and dirt
  rubbish: 'M9 7c-4 3-6 6-6 9.5C3 19.5 5 21 8 21h8c3 0 5-1.5 5-4.5C21 13 19 10 15 7M8.5 3.5 10 7h4l1.5-3.5-3.5 1-3.5-1ZM9 7h6m-7 8c.5-1.5 1-2 2-3',
  heap: 'M2 20h20L15 9.5l-3 3L8.5 8 2 20Zm6.5-4h.01M12 17h.01m3.5-2h.01M17 4v2m3-1-1 1.7M14 5l1 1.5',
  broom: 'm19 3-7 8m-3-1 5 4.5c-.5 4-2.5 6-6 6.5H3c2.5-2.5 2-6 6-11ZM6 21c1-1.5 1.5-2.5 2-4m1.5 3.5c.8-1 1.3-2 1.5-3M17 20h.01M20 18h.01',
  'bin-full': 'M5 11h14l-1.5 10h-11L5 11Zm5 3 .5 4m3.5-4-.5 4M7 11c-.5-3 1-5 3-4.5C10.5 4 14 3.5 15 6c2.5-.5 3.5 2 2.5 5M3 11h18',
  bin: 'M5 7h14M9.5 7V4h5v3M6 7l1 14h10l1-14M10 11v6m4-6v6',
  leaf: 'M5 20C4 11 9 4 20 4c1 10-5 15.5-12.5 14M4 21c2-5 5.5-8.5 10-11',
  boxes: 'M3 13h8v8H3v-8Zm10 0h8v8h-8v-8ZM8 4h8v9H8V4Zm-1 9v3m10-3v3M12 4v3',
  sofa: 'M5 11V8a3 3 0 0 1 3-3h8a3 3 0 0 1 3 3v3M3 12.5a2 2 0 0 1 4 0V15h10v-2.5a2 2 0 0 1 4 0V19H3v-6.5ZM5 19v2m14-2v2M12 5v10',
  wreck: 'M3 16v-4l3-1 2-4h6l3.5 4 3.5 1v4M9.5 17h5m-8 2a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM15 15l4 4m0-4-4 4M9 7.5V11h7',
  bowl: 'M3 11h18c0 5-3.5 8-9 8s-9-3-9-8Zm5 10h8M8 8c-1-1.5 1-2 0-3.5M12 8c-1-1.5 1-2 0-3.5M16 8c-1-1.5 1-2 0-3.5',
  medical: 'M9.5 3h5v6h6v5.5h-6V21h-5v-6.5h-6V9h6V3Z',
  paw: 'M12 12.5c3 0 5 3 5 5.5 0 2-1.5 2.5-2.5 2.5S13 20 12 20s-1.5.5-2.5.5S7 20 7 18c0-2.5 2-5.5 5-5.5ZM8.5 9.5C7 9.5 7 5 8.5 5s1.5 4.5 0 4.5Zm7 0c-1.5 0-1.5-4.5 0-4.5s1.5 4.5 0 4.5ZM4.8 14c-1.5 0-2-3.5-.5-3.5S6.3 14 4.8 14Zm14.4 0c-1.5 0-1-3.5.5-3.5S20.7 14 19.2 14Z',
  hen: 'M9 8c-1-3 1-5 3-5s3 1.5 3 3c3 2 6 4 6 8 0 3-2.5 5-6 5h-3c-4 0-6-3-6-6 0-2 .5-3 3-5Zm0 0L5.5 9.5 8 11m4 8v2.5m3-2.5v2.5M12 6h.01M15 13c1.5 1.5 3.5 1.5 6 1',
  recycle: 'm8 8 3.2-5c.4-.6 1.2-.6 1.6 0L15 6.5M17 10l2.8 4.6c.6 1-.1 2.4-1.3 2.4H14m-4 3H5.5c-1.2 0-1.9-1.4-1.3-2.4L6.5 13m8-6.5H16V4M16 14.5 13.5 17l2.5 2.5M4 13l2.5 0 1 2.5',
  // Roads
  crack: 'M6 3 3 21h18L18 3H6Zm6 0-1.5 4L14 10l-3 4 2.5 3-1 4',
  spill: 'M2 6h11v8H2V6Zm11 3h4l3 3v2h-7M5.5 17a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4Zm10.5 0a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4ZM3 21h.01M7 20h.01M10 21.5h.01M13 20.5h.01M2 3.5c2 2.5 4-1 6 1s4 1 5 .5',
  truck: `M2 7h11v9H2V7Zm11 3h4.5L21 13v3h-8M2 7l3-3h6l2 3${WHEELS}`,
  cone: 'M10 3h4l4.5 16h-13L10 3ZM3 21h18M8.7 8h6.6M7.3 13h9.4',
  shovel: 'm4 20 9-9m3-8 5 5-2.5 1c0 2.5-1.5 4-4 4L13 11l-2.5-1.5c0-2.5 1.5-4 4-4L16 3ZM3 17l4 4M2 22h8',
  sinkhole: 'M2 8h6c0 4 1 6 4 6s4-2 4-6h6M2 12h3c.5 5 3 8 7 8s6.5-3 7-8h3M9 4l3 3 3-3M12 2v5',
  puddle: 'M3 17c1.5-1.5 3-1.5 4.5 0s3 1.5 4.5 0 3-1.5 4.5 0 3 1.5 4.5 0M3 21c1.5-1.5 3-1.5 4.5 0s3 1.5 4.5 0 3-1.5 4.5 0 3 1.5 4.5 0M8 3c2 2.5 3 4 3 5.5a3 3 0 0 1-6 0C5 7 6 5.5 8 3Zm8.5 2c1.5 2 2.3 3.2 2.3 4.3a2.3 2.3 0 0 1-4.6 0C14.2 8.2 15 7 16.5 5Z',
  snow: 'M12 2v20M3.3 7l17.4 10M20.7 7 3.3 17M9.5 3.5 12 6l2.5-2.5m-5 17L12 18l2.5 2.5M3.5 10.5 7 9.5l-1-3.5m14.5 7.5-3.5 1 1 3.5M6 18l1-3.5-3.5-1m14.5-7.5-1 3.5 3.5 1',
  landslide: 'M2 20h20M3 20 10 6l4 3m-1 2.5 3 1.5-2 2.5M17 8.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3Zm2.5 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM13 20l1-2',
  falling: 'M4 2v20M4 5h6v5H4m9-3h5l-1 4h-3l-1-4Zm-1 9h.01M20 14v3m-4 0v2.5m-5 2.5h10',
  // Fire, smoke, water, noise
  fire: 'M12 2.5c1 4 6 6 6 11.5a6 6 0 0 1-12 0c0-2.5 1-4 2.5-5.5.5 1.5 1 2 2 2.5C10 8 10.5 5 12 2.5ZM12 20c-2 0-2.5-1.5-2.5-2.5 0-1.5 1.2-2.2 2.5-3.5 1.3 1.3 2.5 2 2.5 3.5 0 1-.5 2.5-2.5 2.5Z',
  smoke: 'M3 21h18M6 21v-7h6v7M9 11c-2-1.5-1-4 1-4 0-2.5 4-3.5 5-1 2.5-.5 4 2.5 2 4-.5 1.5-2.5 2-4 1-1 .8-2.5.8-4 0ZM15 21v-4h3v4',
  dust: 'M3 20h18M4 16h5m4 0h7M8 12c-2.5 0-4-1.5-4-3.2C4 7 5.5 6 7 6c1-2.5 5-3 6.5-.5C17 5 19 7 18.5 9.5c1.5.5 1.5 2.5-.5 2.5H8Z',
  smell: 'M9 3c-1 4-3.5 6-4.5 8.5-1 3 1 5 4 4 1 2 4 2.5 5.5.5M16 5c1.5 1.5-1.5 3 0 4.5S14.5 12.5 16 14m4-9c1.5 1.5-1.5 3 0 4.5S18.5 12.5 20 14M4 20h16',
  river: 'M3 7c3-3 6 3 9 0s6 3 9 0M3 13c3-3 6 3 9 0s6 3 9 0M3 19c3-3 6 3 9 0s6 3 9 0',
  bank: 'M2 8h5l4 5 2.5-1 2 4.5H22M2 20c2-1.5 4 1.5 6 0s4 1.5 6 0 4 1.5 8 0M7 8V4m5 6 2-2',
  drain: 'M3 5h9v5h5M3 10h5v4h4m5-4v2m0 2.5c1.5 2 2.2 3 2.2 4.3a2.2 2.2 0 0 1-4.4 0c0-1.3.7-2.3 2.2-4.3ZM12 14v4m0 3h.01',
  pipe: 'M2 9h4v8H2m4-6h5m2 0h5m-12 4h4l1.5-2 1.5 2h5m0-6h4v8h-4m-7-9 .5-4M9 8 6.5 5M14.5 8 17 5',
  speaker: 'M4 9h4l6-5v16l-6-5H4V9Zm13 0c1.5 2 1.5 4 0 6m2.5-9c3.3 4 3.3 8 0 12',
  grill: 'M3 11h18c0 4-3 6-9 6s-9-2-9-6Zm5 6-2 5m10-5 2 5M8 8c-1-1.5 1-2 0-4M12 8c-1-1.5 1-2 0-4M16 8c-1-1.5 1-2 0-4',
  stump: 'M7 21c1-1 1-3 1-5V9m8 0v7c0 2 0 4 1 5M3 21h18M12 11c2.2 0 4-.9 4-2s-1.8-2-4-2-4 .9-4 2 1.8 2 4 2Zm0-2h.01M16 4l4-2m-3 5h4',
  // Advertising
  flyer: 'M6 3h9l4 4v14H6V3Zm9 0v4h4M9 11h6M9 14.5h6M9 18h3',
  billboard: 'M3 4h18v10H3V4Zm5 10v7m8-7v7M7 8h6m-6 3h4m5-3.5h1',
  sign: 'M3 7h18v7H3V7Zm4-4v4m10-4v4M7 10.5h10M6 17v4m12-4v4',
  banner: 'M3 5c6 2 12 2 18 0v9c-6 2-12 2-18 0V5Zm0-2v18M21 3v18M7.5 9.8c3 .6 6 .6 9 0',
  board: 'M4 4h16v11H4V4Zm2 11v6m12-6v6M4 4l8-2 8 2M8 8h3v3H8V8Zm6 0h2m-2 3h2',
  // Street order
  stall: 'M3 9l2-5h14l2 5M3 9a3 3 0 0 0 6 0 3 3 0 0 0 6 0 3 3 0 0 0 6 0M5 12v9m14-9v9M5 16h14',
  shop: 'M4 10v11h16V10M3 10l2-6h14l2 6H3Zm4 11v-7h5v7m3-7h2.5v3H15v-3Z',
  person: 'M12 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm-6 13 1.5-8c.5-2 2-3 4.5-3s4 1 4.5 3l1.5 8M9 14v7m6-7v7M4 21h16',
  car: `M3 16v-4l3-1 2-4h7l3 4 3 1v4h-2M5 17H3m6.5 0h5M9 7v4h7${WHEELS}`,
  bike: 'M6 19a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm12 0a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM6 15l3-7h6l3 7m-12 0h6l3-7M8 8H6.5M15 8l-.5-3H17',
  exit: 'M13 3h7v18h-7M3 12h10m-3-4 4 4-4 4M16.5 12h.01',
  // Other incidents
  knife: 'M4 21 17 4c2 3 2 7-1 11l-3-1-6 7H4Zm14-4.5v.01M20 20v.01',
  door: 'M5 21V4h11v17M3 21h18M16 7h3v14m-6-9h.01',
  talk: 'M3 4h12v9H8l-3 3v-3H3V4Zm15 4h3v9h-2v3l-3-3h-5v-1',
  phone: 'M6 3h4l1.5 5-2.5 1.5c1 2.5 3 4.5 5.5 5.5L16 12.5l5 1.5v4c0 1.5-1 3-3 3C10 20.5 3.5 14 3 6c0-2 1.5-3 3-3Z',
  // Covers: the sign in the middle says whose they are
  cover: `${LID}M8 9h8m-8 3h8m-8 3h8`,
  'cover-water': `${LID}M12 7c2 2.7 3 4.2 3 5.8a3 3 0 0 1-6 0c0-1.6 1-3.1 3-5.8Z`,
  'cover-sewer': `${LID}M7 10c1.7-1.5 3.3 1.5 5 0s3.3 1.5 5 0M7 14c1.7-1.5 3.3 1.5 5 0s3.3 1.5 5 0`,
  'cover-rain': `${LID}M8 11c-1-2 .5-3.5 2-3 1-1.8 4-1.5 4.5.5 2 0 2.5 2.5.5 2.5H8Zm1 3v2m3-2v2.5m3-2.5v2`,
  'cover-power': `${LID}M13 6.5 9 13h3l-1 4.5 4-6.5h-3l1-4.5Z`,
  'cover-phone': `${LID}M9 15c0-2 1.3-3 3-3s3 1 3 3M7.5 11c2.5-3 6.5-3 9 0M12 15.5h.01`,
  'cover-lamp': `${LID}M10 15c-1-1-1.5-2-1.5-3.5a3.5 3.5 0 0 1 7 0C15.5 13 15 14 14 15h-4Zm.5 2h3`,
  'cover-gas': `${LID}M12 7c.5 2 3 3 3 6a3 3 0 0 1-6 0c0-1.3.5-2 1.3-2.8.2.8.5 1 1 1.3-.3-1.5 0-3 .7-4.5Z`,
  'cover-heat': `${LID}M9 8c1.5 1.5-1.5 3 0 4.5s-1.5 3 0 4.5m3-9c1.5 1.5-1.5 3 0 4.5s-1.5 3 0 4.5m3-9c1.5 1.5-1.5 3 0 4.5s-1.5 3 0 4.5`,
  'cover-tree': `${LID}M12 17v-4m0 0a3 3 0 1 0-3-3c0 1.7 1.3 3 3 3Zm-2 0h4`,
  grate: 'M3 5h18v14H3V5Zm4 3v8m3.3-8v8m3.4-8v8M17 8v8',
  // Posts, boxes, machines
  cabinet: 'M5 3h14v16H5V3Zm7 0v16M9.5 10v2m5-2v2M7 19v2m10-2v2',
  pole: 'M12 2v20M6 6h12M7.5 10h9M7 6v2m10-2v2M9 22h6',
  lamp: 'M6 22V7c0-3 2-4 4-4h5M4 22h4m6-19c3 0 5 1.5 5.5 4h-7c0-2 .5-3 1.5-4Zm0 7-1 2.5m4-2.5v3m3-3 1 2.5',
  gym: 'M2 12h2m16 0h2M4 8h3v8H4V8Zm13 0h3v8h-3V8ZM7 12h10',
  eye: 'M3 5l13 3v6L3 11V5Zm13 4 4 1v3l-4-.5M8 12.5V17h5m-5 0v4m-3 0h6M6.5 8h.01',
  charger: 'M4 21V4h9v17H4Zm-1 0h11m-1-9h2.5c1 0 1.5.5 1.5 1.5V17a1.7 1.7 0 0 0 3.4 0V9L17 6M9 7l-2 4h3l-2 4',
  parking: 'M4 4h16v16H4V4Zm5 13V8h3.5a2.7 2.7 0 0 1 0 5.5H9',
  bus: 'M4 5h16v12H4V5Zm0 7h16M9 5v7m6-7v7M4 17v2h3v-2m10 0v2h3v-2M7.5 14.5h.01m9 0h.01',
  bridge: 'M2 17h20M2 8v13M22 8v13M2 9c5 7 15 7 20 0M7 13v4m5-3v3m5-4v4',
  tunnel: 'M3 20v-7a9 9 0 0 1 18 0v7M7 20v-6a5 5 0 0 1 10 0v6M2 20h20M12 14v1.5m0 3v1',
  limit: 'M3 21V5h18v16M3 5h18v4H3m4-4 3 4m2-4 3 4m2-4 3 4M9 21v-5h6v5',
  roadsign: 'M12 2v20M9 22h6M5 4h11l3 2.5L16 9H5V4Zm14 7H8l-3 2 3 2h11v-4Z',
  signal: 'M8 2h8v14H8V2Zm4 5.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3Zm0 6a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3ZM12 16v6m-3 0h6',
  rail: 'M2 8h20M2 13h20M5 5v15m7-15v15m7-15v15',
  toilet: 'M7 6.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm10 0a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM5 9h4v6H8v6H6v-6H5V9Zm12 0-3 7h2v5h2v-5h2l-3-7ZM12 3v18',
  tank: 'M4 8c0-1.7 3.5-3 8-3s8 1.3 8 3-3.5 3-8 3-8-1.3-8-3Zm0 0v9c0 1.7 3.5 3 8 3s8-1.3 8-3V8M4 12.5c0 1.7 3.5 3 8 3s8-1.3 8-3',
  tree: 'M12 22v-8m0 0c-4 0-6-2-6-4.5 0-2 1.2-3.3 2.5-3.7C8.7 3.5 10 2 12 2s3.3 1.5 3.5 3.8C16.8 6.2 18 7.5 18 9.5 18 12 16 14 12 14Zm0-2 2.5-2.5M9 22h6',
  flower: 'M12 9.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm0-4c-1-3.5 3-3.5 2 0 3-2 4.5 2 0 2 4.5 0 3 4 0 2 1 3.5-3 3.5-2 0-3 2-4.5-2 0-2-4.5 0-3-4 0-2ZM12 12v4m-6 0h12l-1.5 6h-9L6 16Z',
  statue: 'M12 6a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm-3 9V9c0-1.5 1-2 3-2s3 .5 3 2v6m-5 0v3m4-3v3M6 18h12v4H6v-4ZM9 9l-3 3m9-3 3-3',
  bench: 'M3 7h18v4H3V7Zm0 8h18M5 11v10m14-10v10M3 15v0',
  fountain: 'M3 18h18c-.5 2-2 3-4 3H7c-2 0-3.5-1-4-3Zm9 0V6m0 0c-1-3-5-2.5-5.5 1M12 6c1-3 5-2.5 5.5 1M12 9c-2-1.5-5 0-5 4m5-4c2-1.5 5 0 5 4M12 3h.01',
  fuel: 'M4 21V4h9v17H4Zm-1 0h11M6.5 7h4v4h-4V7Zm6.5 6h2c1 0 1.5.5 1.5 1.5V17a1.7 1.7 0 0 0 3.5 0V9l-3.5-3.5',
  gas: 'M9 6V3h6v3M8 9c0-2 1.5-3 4-3s4 1 4 3v10a2 2 0 0 1-2 2h-4a2 2 0 0 1-2-2V9Zm4 2c1.5 2 2 2.8 2 4a2 2 0 0 1-4 0c0-1.2.5-2 2-4Z',
  wall: 'M3 6h18v14H3V6Zm0 4.7h18M3 15.3h18M9 6v4.7m6-4.7v4.7m-9 0v4.6m6-4.6v4.6m6-4.6v4.6m-9 0V20m6-4.7V20',
  fence: 'M4 21V8l2-3 2 3v13H4Zm6 0V8l2-3 2 3v13h-4Zm6 0V8l2-3 2 3v13h-4ZM2 12h2m4 0h2m4 0h2m4 0h2M2 17h2m4 0h2m4 0h2m4 0h2',
  other: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm-2.5-11a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7m0 2.5h.01',
} as const;
export type Glyph = keyof typeof GLYPHS;

/** The drawing of a class, by its code. */
const OF_CLASS: Readonly<Record<string, Glyph>> = {
  E0101: 'shed', E0103: 'shed', E0104: 'facade', E0107: 'hanger', E0108: 'wire', E0109: 'aircon', E0110: 'rubbish', E0111: 'heap', E0112: 'broom', E0113: 'crack', E0114: 'spill', E0115: 'bank', E0117: 'leaf', E0118: 'leaf',
  E0119: 'hanger', E0120: 'fire', E0122: 'stump', E0123: 'smoke', E0125: 'river', E0126: 'river', E0127: 'river', E0128: 'speaker', E0129: 'grill', E0130: 'drain', E0131: 'bowl', E0132: 'heap', E0133: 'medical', E0134: 'wreck',
  E0135: 'sofa', E0136: 'boxes', E0137: 'paw', E0138: 'hen', E0192: 'bin-full', E0191: 'dust', E0190: 'smell',
  E0201: 'flyer', E0202: 'flyer', E0203: 'billboard', E0204: 'billboard', E0205: 'billboard', E0206: 'sign', E0207: 'banner',
  E0301: 'speaker', E0302: 'cone', E0303: 'shovel', E0304: 'dust', E0305: 'heap', E0306: 'boxes', E0307: 'wall', E0308: 'crack', E0309: 'crack', E0310: 'broom', E0311: 'truck', E0312: 'truck',
  E0401: 'stall', E0402: 'stall', E0403: 'person', E0404: 'recycle', E0405: 'shop', E0406: 'stall', E0409: 'car', E0410: 'bike', E0496: 'exit',
  E0501: 'pipe', E0502: 'gas', E0503: 'drain', E0505: 'sinkhole', E0506: 'puddle', E0507: 'snow', E0508: 'wire', E0596: 'falling', E0595: 'landslide', E0594: 'fire',
  E0602: 'knife', E0604: 'door', E0699: 'talk', E0698: 'phone',
  P0101: 'cover-water', P0102: 'cover-sewer', P0103: 'cover-rain', P0104: 'grate', P0105: 'cover-power', P0106: 'cover-lamp', P0107: 'cover-phone', P0110: 'cover-heat', P0111: 'cover-gas', P0114: 'cover-tree', P0118: 'cover-sewer',
  P0123: 'cover', P0126: 'grate', P0127: 'cabinet', P0128: 'cabinet', P0130: 'pole', P0131: 'pole', P0137: 'lamp', P0139: 'lamp', P0146: 'gym', P0149: 'gas', P0150: 'eye', P0154: 'charger',
  P0201: 'parking', P0204: 'bus', P0206: 'bridge', P0207: 'tunnel', P0209: 'bridge', P0211: 'limit', P0212: 'roadsign', P0213: 'roadsign', P0214: 'signal', P0217: 'rail', P0225: 'bike',
  P0301: 'toilet', P0303: 'tank', P0304: 'bin-full', P0305: 'bin', P0306: 'billboard', P0307: 'sign', P0308: 'board',
  P0401: 'tree', P0402: 'tree', P0404: 'tree', P0405: 'flower', P0406: 'statue', P0407: 'bench', P0408: 'fence', P0410: 'fountain',
  P0503: 'fuel', P0504: 'gas', P0506: 'river', P0507: 'rail', P0508: 'wall',
};
/** Where a class has none of its own: its kind's letter and the code of its major group. */
const OF_GROUP: Readonly<Record<string, Glyph>> = {
  E01: 'rubbish', E02: 'billboard', E03: 'cone', E04: 'stall', E05: 'falling', E06: 'talk', P01: 'cover', P02: 'roadsign', P03: 'bin', P04: 'tree', P05: 'wall',
};

/** Which drawing stands for a class: its own, its group's, or a question mark while the class is not known. */
export const glyphOf = (classId: string | null): Glyph => (classId === null ? 'other' : OF_CLASS[classId] ?? OF_GROUP[classId.slice(0, 3)] ?? 'other');
export const glyphOfGroup = (kind: 'incident' | 'asset', major: string): Glyph => OF_GROUP[`${kind === 'incident' ? 'E' : 'P'}${major}`] ?? 'other';
