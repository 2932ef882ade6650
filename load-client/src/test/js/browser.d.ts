// What the page's modules use of a browser and of uPlot's script; any other global is a finding of lint.js.
declare const AbortController: any;
declare const AbortSignal: any;
declare const CustomEvent: any;
declare const EventTarget: any;
declare const HTMLElement: any;
declare const ResizeObserver: any;
declare const TextDecoder: any;
declare const URL: any;
declare const addEventListener: any;
declare const clearTimeout: any;
declare const console: any;
declare const customElements: any;
declare const devicePixelRatio: number;
declare const dispatchEvent: any;
declare const document: any;
declare const fetch: any;
declare const getComputedStyle: any;
declare const location: any;
declare const matchMedia: any;
declare const navigator: any;
declare const open: any;
declare const queueMicrotask: any;
declare const requestAnimationFrame: any;
declare const sessionStorage: any;
declare const setInterval: any;
declare const setTimeout: any;
declare const structuredClone: any;
declare const uPlot: any;

declare module '*/lit-html.js' {
  export const html: any;
  export const nothing: any;
  export const render: any;
  export const svg: any;
}
