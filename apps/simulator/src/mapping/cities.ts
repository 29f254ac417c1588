import { mappingSchema, type Mapping } from './mapping.js';

/** Reviewed by hand against the catalogue, condition by condition. Names are those of the cities' public data. */
const BOSTON = mappingSchema.parse({
  city: 'Boston', centre: [-71.0714, 42.3368],
  categories: {
    // Open311 server
    'Illegal Parking': 'E0409-1', 'Abandoned Vehicle': 'E0134-1', 'Sidewalk Not Shoveled': 'E0507-1', 'Unsafe/Dangerous Conditions': null, Other: null,
    // Analyze Boston
    'Parking Enforcement': 'E0409-1', 'Abandoned Vehicles': 'E0134-1', 'Pick up Dead Animal': 'E0137-1', 'Requests for Street Cleaning': 'E0112-1', 'Improper Storage of Trash (Barrels)': 'E0110-1',
    'Missed Trash/Recycling/Yard Waste/Bulk Item': 'E0110-1', 'Schedule a Bulk Item Pickup': 'E0135-1', 'Schedule a Bulk Item Pickup SS': 'E0135-1', 'CE Collection': 'E0110-1', 'Ground Maintenance': 'E0117-1',
    'Graffiti Removal': 'E0104-1', 'PWD Graffiti': 'E0104-1', 'Traffic Signal Inspection': 'P0214-2', 'Poor Conditions of Property': 'E0604-1', 'Sidewalk Repair (Make Safe)': 'E0113-1', 'Request for Pothole Repair': 'E0113-1',
    'Needle Pickup': 'E0133-1', 'Rodent Activity': null, 'Street Light Outages': 'P0137-2', 'General Lighting Request': null, 'Knockdown Replacement': 'P0137-1', 'Empty Litter Basket': 'E0192-1', 'Sidewalk Cover / Manhole': 'P0123-2',
    'Loud Parties/Music/People': 'E0128-1', 'Sign Repair': 'P0213-2', 'Misc. Snow Complaint': 'E0507-1', 'City/State Snow Issues': 'E0507-1', 'Tree Emergencies': 'P0402-1', 'Tree Maintenance Requests': 'P0402-2',
  },
});

const CHICAGO = mappingSchema.parse({
  city: 'Chicago', centre: [-87.6298, 41.8781],
  categories: {
    'Building Violation': 'E0101-2', 'Pavement Cave-In Survey': 'E0505-1', 'Street Cut Complaints': 'E0303-1', 'Traffic Signal Out': 'P0214-3', 'Pothole in Street': 'E0113-1', 'Street Light Out': 'P0137-2', 'Abandoned Vehicle': 'E0134-1',
    'Street Lights - All/Out': 'P0137-3', 'Graffiti Removal': 'E0104-1', 'Sanitation Code Violation': 'E0110-1', 'Garbage Cart Black Maintenance/Replacement': 'P0305-1', 'Tree Debris': 'E0118-1', 'Tree Trim': null, 'Rodent Baiting/Rat Complaint': null,
  },
});

const KOELN = mappingSchema.parse({
  city: 'Köln', centre: [6.9603, 50.9375],
  categories: { 'Schrottfahrzeuge/Fahrräder': 'E0134-1', Straßenbaustellen: 'E0302-1', 'Ampel defekt': 'P0214-2', 'Straßenlaterne defekt': 'P0137-2', 'Wilder Müll': 'E0111-1', Altkleidercontainer: 'P0305-1' },
});

/** Cities whose categories have been reviewed. */
export const CITIES: readonly Mapping[] = [BOSTON, CHICAGO, KOELN];

const REACH_DEGREES = 0.7;
/** The reviewed city around a place; null when there is none. */
export const cityAt = (lon: number, lat: number): Mapping | null =>
  CITIES.find((m) => m.centre && Math.abs(m.centre[0] - lon) < REACH_DEGREES && Math.abs(m.centre[1] - lat) < REACH_DEGREES) ?? null;
