import { Steps } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { PageHead } from "@/kit/PageHead";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/data/Data.module.css";
import type { Upload } from "@/rooms/data/queries";
import { FileStep } from "@/rooms/data/wizard/FileStep";
import type { Tried } from "@/rooms/data/wizard/findings";
import { LoadStep } from "@/rooms/data/wizard/LoadStep";
import type { Mapping } from "@/rooms/data/wizard/mapping";
import { MapStep } from "@/rooms/data/wizard/MapStep";
import { TryStep } from "@/rooms/data/wizard/TryStep";

const STEPS = ["file", "map", "try", "load"] as const;
type Step = (typeof STEPS)[number];

/** From a file on a desk to loaded rows: hand it in, see how it is read, try it, load it. */
export default function ImportWizard() {
  const { t } = useTranslation("data");
  const [parameters] = useSearchParams();
  const replaces = Number(parameters.get("replaces")) || undefined;
  const [step, setStep] = useState<Step>("file");
  const [upload, setUpload] = useState<Upload | null>(null);
  const [mapping, setMapping] = useState<Mapping | null>(null);
  const [tried, setTried] = useState<Tried | null>(null);
  const begin = () => {
    setStep("file");
    setUpload(null);
    setMapping(null);
    setTried(null);
  };
  return (
    <>
      <PageHead
        title={t("wizard.title")}
        about={[upload?.file_name, replaces && t("wizard.replacing", { no: replaces })].filter(Boolean).join(" · ")}
      />
      <nav className={styles.steps} aria-label={t("wizard.stepsLabel")}>
        <Steps
          size="small"
          current={STEPS.indexOf(step)}
          responsive={false}
          items={STEPS.map((name) => ({ title: t(`wizard.steps.${name}`) }))}
        />
      </nav>
      {step === "file" && (
        <FileStep
          onSent={(sent) => {
            setUpload(sent);
            setStep("map");
          }}
        />
      )}
      {upload && step === "map" && (
        <MapStep
          upload={upload}
          given={mapping}
          onOther={begin}
          onReady={(ready) => {
            setMapping(ready);
            setStep("try");
          }}
        />
      )}
      {upload && mapping && step === "try" && (
        <TryStep
          upload={upload}
          mapping={mapping}
          onBack={() => setStep("map")}
          onLoad={(outcome) => {
            setTried(outcome);
            setStep("load");
          }}
        />
      )}
      {upload && mapping && tried && step === "load" && (
        <LoadStep upload={upload} mapping={mapping} replaces={replaces} onBack={() => setStep("map")} onMore={begin} />
      )}
    </>
  );
}
