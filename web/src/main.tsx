import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "@/app/App";
import { rememberedLanguage, startLocale } from "@/locale";
import "@/theme/base.css";

await startLocale(rememberedLanguage());
createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
