// The page's parts. Each stands by itself and shows what the store knows.
import './header.js';
import './graph.js';
import './figures.js';
import './controls.js';
import './form.js';
import './charts.js';
import './experiments.js';
import './doctor.js';
import { store } from './store.js';

store.start();
