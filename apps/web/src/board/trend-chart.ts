import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsType } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([LineChart, BarChart, GridComponent, TooltipComponent, LegendComponent, AriaComponent, SVGRenderer]);

export interface Course { readonly names: readonly string[]; readonly labels: readonly string[]; readonly values: readonly (readonly number[])[] }
/** Told apart by shape and dash as well as by colour. */
const LOOK = [
  { symbol: 'circle', type: 'solid', light: '#0f5265', dark: '#6cc4dc' }, { symbol: 'triangle', type: 'dashed', light: '#8a6000', dark: '#f0c463' }, { symbol: 'rect', type: 'dotted', light: '#174a8b', dark: '#9db9f5' },
] as const;

/** A chart of several courses; a click on a point says which one. */
export class TrendChart {
  readonly #chart: EChartsType;
  readonly #watch: ResizeObserver;
  /** By its name: widths are measured on a canvas, which knows no `inherit`, and labels that are measured too narrow overlap. */
  private readonly font: string;
  constructor(box: HTMLElement, private readonly dark: boolean, clicked: (series: number, point: number) => void) {
    this.font = getComputedStyle(box).fontFamily;
    this.#chart = init(box, null, { renderer: 'svg' });
    this.#chart.on('click', ({ seriesIndex, dataIndex }) => { if (seriesIndex !== undefined) clicked(seriesIndex, dataIndex); });
    this.#watch = new ResizeObserver(() => this.#chart.resize());
    this.#watch.observe(box);
  }
  show({ names, labels, values }: Course): void {
    const ink = this.dark ? '#b8c6ce' : '#586772', line = this.dark ? '#2c3f4b' : '#e0e5e8', size = this.dark ? 20 : 12, calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#chart.setOption({
      animation: !calm, animationDuration: 300, grid: { left: 8, right: 16, top: this.dark ? 48 : 36, bottom: 4, containLabel: true }, textStyle: { color: ink, fontSize: size, fontFamily: this.font },
      legend: { top: 0, left: 0, itemGap: 18, textStyle: { color: ink, fontSize: size }, data: [...names] },
      tooltip: { trigger: 'axis', confine: true },
      xAxis: { type: 'category', data: [...labels], boundaryGap: false, axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, axisLabel: { color: ink, fontSize: size, hideOverlap: true } },
      yAxis: { type: 'value', minInterval: 1, splitLine: { lineStyle: { color: line } }, axisLabel: { color: ink, fontSize: size } },
      series: names.map((name, i) => {
        const { symbol, type, light, dark } = LOOK[i % LOOK.length] ?? LOOK[0], color = this.dark ? dark : light;
        return { name, type: 'line', data: [...(values[i] ?? [])], symbol, symbolSize: this.dark ? 11 : 7, showAllSymbol: labels.length <= 40, lineStyle: { type, width: this.dark ? 3 : 2, color }, itemStyle: { color }, cursor: 'pointer' };
      }),
    }, { notMerge: true });
  }
  close(): void { this.#watch.disconnect(); this.#chart.dispose(); }
}
