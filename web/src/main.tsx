import "antd/dist/antd.css";
import "@/theme/base.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "@/app/App";
import { rememberedLanguage, startLocale } from "@/locale";

await startLocale(rememberedLanguage());
createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
