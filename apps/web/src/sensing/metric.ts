import { lang } from '../shared/i18n/lang.js';

/** What is measured, in words. Codes stay what rules, registers and senders name; one that is not here is shown as it is. */
const METRICS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  level: ['水位', 'Water level'], tilt: ['倾角', 'Tilt'], fill: ['满溢度', 'Fill'], leq: ['等效声级', 'Noise (Leq)'], noise: ['噪声', 'Noise'], 'noise-leq': ['等效声级', 'Noise (Leq)'], lel: ['可燃气体', 'Combustible gas'], event: ['事件', 'Event'],
  pm25: ['PM2.5', 'PM2.5'], pm10: ['PM10', 'PM10'], tsp: ['总悬浮颗粒物', 'TSP'], so2: ['二氧化硫', 'SO₂'], no2: ['二氧化氮', 'NO₂'], co: ['一氧化碳', 'CO'], o3: ['臭氧', 'Ozone'],
  cod: ['化学需氧量', 'COD'], codmn: ['高锰酸盐指数', 'Permanganate index'], ammonia: ['氨氮', 'Ammonia nitrogen'], 'ammonia-nitrogen': ['氨氮', 'Ammonia nitrogen'], 'total-phosphorus': ['总磷', 'Total phosphorus'], 'total-nitrogen': ['总氮', 'Total nitrogen'],
  ph: ['pH', 'pH'], 'dissolved-oxygen': ['溶解氧', 'Dissolved oxygen'], turbidity: ['浊度', 'Turbidity'], conductivity: ['电导率', 'Conductivity'], flow: ['流量', 'Flow'], 'water-temperature': ['水温', 'Water temperature'],
  temperature: ['温度', 'Temperature'], humidity: ['湿度', 'Humidity'], 'wind-speed': ['风速', 'Wind speed'], 'wind-direction': ['风向', 'Wind direction'], battery: ['电量', 'Battery'], online: ['在线', 'Online'],
};
/** Of an interval, as HJ 212 and rules name them: `pm25.hour.avg`. */
const PARTS: Readonly<Record<string, readonly [zh: string, en: string]>> = { minute: ['分钟', 'minute'], hour: ['小时', 'hour'], day: ['日', 'day'], avg: ['均值', 'mean'], min: ['最小', 'least'], max: ['最大', 'most'], sum: ['累计', 'sum'] };

export function metricText(metric: string): string {
  const [base = '', ...parts] = metric.split('.'), at = lang.value === 'zh' ? 0 : 1, word = Object.hasOwn(METRICS, base) ? METRICS[base]?.[at] : undefined;
  if (word === undefined) return metric;
  const of = parts.map((part) => (Object.hasOwn(PARTS, part) ? (PARTS[part]?.[at] ?? part) : part));
  return of.length === 0 ? word : lang.value === 'zh' ? `${word}（${of.join('')}）` : `${word} (${of.join(' ')})`;
}
