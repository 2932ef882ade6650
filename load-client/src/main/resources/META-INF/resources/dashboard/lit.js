// The one place that names the version of the library, beside load-client/pom.xml; DashboardPageTest compares them.
export { html, svg, nothing, render } from '../webjars/lit-html/3.3.1/lit-html.js';
