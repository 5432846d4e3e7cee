import { QueryClientProvider } from "@tanstack/react-query";
import { App as AntApp, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { useMemo, useState } from "react";
import { RouterProvider } from "react-router";

import { makeQueryClient } from "@/api/queries";
import { makeRouter } from "@/app/router";
import { useTranslation } from "@/locale/texts";
import { SESSION_KEY } from "@/session/session";
import { SessionGate } from "@/session/SessionGate";
import { antdTheme } from "@/theme/antd";
import { Appearance, useAppearance } from "@/theme/Appearance";
import { usePhone } from "@/theme/usePhone";

/** The whole console. */
export function App() {
  return (
    <Appearance>
      <Furnished />
    </Appearance>
  );
}

function Furnished() {
  const { mode } = useAppearance();
  const { language } = useTranslation();
  const phone = usePhone();
  const theme = useMemo(() => antdTheme(mode, phone), [mode, phone]);
  const [cache] = useState(() => {
    const client = makeQueryClient(() => void client.invalidateQueries({ queryKey: SESSION_KEY }));
    return client;
  });
  const [router] = useState(() => makeRouter(cache));

  return (
    <ConfigProvider theme={theme} locale={language === "en" ? enUS : zhCN} button={{ autoInsertSpace: false }}>
      <AntApp component={false}>
        <QueryClientProvider client={cache}>
          <SessionGate>
            <RouterProvider router={router} />
          </SessionGate>
        </QueryClientProvider>
      </AntApp>
    </ConfigProvider>
  );
}
