/** What comes after the first numbers, all at once: the panels beside and below them, and what the tiles say when they are asked. */
export { default as AgesPanel } from './AgesPanel.vue';
export { default as DepartmentsPanel } from './DepartmentsPanel.vue';
export { default as HeatPanel } from './HeatPanel.vue';
export { default as IndicatorWords } from './IndicatorWords.vue';
export { default as MorePanels } from './MorePanels.vue';
export { default as TileTarget } from './TileTarget.vue';
export { default as TrendPanel } from './TrendPanel.vue';
export { default as WorstPanel } from './WorstPanel.vue';
