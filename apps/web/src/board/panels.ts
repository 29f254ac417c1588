/** The panels beside and below the first numbers: they come after them, all at once. */
export { default as AgesPanel } from './AgesPanel.vue';
export { default as DepartmentsPanel } from './DepartmentsPanel.vue';
export { default as HeatPanel } from './HeatPanel.vue';
export { default as LengthsPanel } from './LengthsPanel.vue';
export { default as RulesPanel } from './RulesPanel.vue';
export { default as TrendPanel } from './TrendPanel.vue';
export { default as WorstPanel } from './WorstPanel.vue';
