// Comment, reply and edit forms: kept while one types.

import { start } from "./autosave.js";

start();
