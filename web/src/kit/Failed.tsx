import { Button } from "antd";

import { Problem } from "@/api/problem";
import { NoPermission } from "@/kit/NoPermission";
import { Notice } from "@/kit/Notice";
import { useTranslation } from "@/locale/texts";

type FailedProps = { error: Error; retry?: () => unknown; page?: boolean };

/** Why something is not shown: what the server said, the next step, and another try where that may help. */
export function Failed({ error, retry, page }: FailedProps) {
  const { t } = useTranslation("kit");
  if (error instanceof Problem && error.status === 403) return <NoPermission text={error.message} page={page} />;

  const unreachable = error instanceof Problem && error.status === 0;
  const final = error instanceof Problem && error.status >= 400 && error.status < 500 && error.status !== 429;
  return (
    <Notice
      tone="bad"
      page={page}
      title={unreachable ? t("failed.unreachable") : t("failed.title")}
      text={unreachable ? undefined : error.message || t("failed.unknown")}
      next={unreachable ? t("failed.unreachableNext") : error instanceof Problem ? error.nextStep : undefined}
      action={retry && !final && <Button onClick={() => retry()}>{t("failed.retry")}</Button>}
    />
  );
}
