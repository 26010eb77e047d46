import { html } from 'htm/preact';
import { render } from 'preact';
import { App } from './app.ts';
import { connect } from './state/connection.ts';

connect();
render(html`<${App} />`, document.body);
