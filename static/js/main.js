/* Every module has one job and reads data-* attributes; none keeps anything in the browser. */
import "./keyboard.js";
import "./ime.js";
import "./once.js";
import "./autosave.js";
import "./session.js";
import "./furigana.js";
import "./topics.js";
import "./page.js";
import "./passkey.js";
import "./attach.js";
