import { fileURLToPath, URL } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { acyclic } from "./acyclic.ts";
import { antdStyles } from "./antdStyles.ts";
import { early } from "./early.ts";
import { precompress } from "./precompress.ts";

const BACKEND = process.env.FROSTIER_BACKEND ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [antdStyles(), react(), early(), acyclic(), precompress()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  // The host stays as the browser named it, else the server would take every write for a forged one.
  server: { host: "127.0.0.1", proxy: { "/api": { target: BACKEND, changeOrigin: false } } },
  build: {
    outDir: "../src/frostier/shell/console/built",
    emptyOutDir: true,
    target: "es2022",
    // The largest chunk is the charts, which no first paint waits for.
    chunkSizeWarningLimit: 1_000,
    // All styles are a tenth of the frame's code; one by one they are eight requests that a page waits for.
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        chunkFileNames: ({ name }) => `assets/${name.split("~")[0]}-[hash].js`,
        // What every page needs in one file, what several share in two, of which the libraries know nothing of the other:
        // a request costs more than the bytes it saves, and finer files would import one another.
        codeSplitting: {
          groups: [
            { name: "frame", tags: ["$initial"], priority: 2 },
            { name: "parts", test: /\/node_modules\//, minShareCount: 2, priority: 1 },
            { name: "shared", minShareCount: 2, priority: 0 },
          ],
        },
      },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/setup.ts"],
  },
});
