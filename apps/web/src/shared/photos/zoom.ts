import { computed, ref, type ComputedRef, type Ref } from 'vue';

/** How far in, and which part is looked at; `x` and `y` in pixels from the middle. */
export interface Zoom {
  readonly scale: Ref<number>;
  readonly transform: ComputedRef<string>;
  /** In or out around a point, given in pixels from the middle of the picture. */
  readonly by: (factor: number, at?: { readonly x: number; readonly y: number }) => void;
  readonly pan: (dx: number, dy: number) => void;
  readonly reset: () => void;
}
const MOST = 8;

/** Zoom and pan of one picture: never smaller than it fits, never panned out of sight. `half`: half the picture's size on the screen when it fits. */
export function useZoom(half: () => { readonly w: number; readonly h: number }): Zoom {
  const scale = ref(1), x = ref(0), y = ref(0);
  const clamp = (v: number, room: number): number => Math.min(Math.max(0, room), Math.max(-Math.max(0, room), v));
  function hold(): void {
    const { w, h } = half();
    x.value = clamp(x.value, w * (scale.value - 1));
    y.value = clamp(y.value, h * (scale.value - 1));
  }
  return {
    scale,
    transform: computed(() => `translate(${x.value}px, ${y.value}px) scale(${scale.value})`),
    by(factor, at = { x: 0, y: 0 }) {
      const next = Math.min(MOST, Math.max(1, scale.value * factor)), grown = next / scale.value;
      x.value = at.x - (at.x - x.value) * grown;
      y.value = at.y - (at.y - y.value) * grown;
      scale.value = next;
      hold();
    },
    pan(dx, dy) { x.value += dx; y.value += dy; hold(); },
    reset() { scale.value = 1; x.value = 0; y.value = 0; },
  };
}
