import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, api, requestHeaders } from "@/api/client";
import { problemFrom } from "@/api/problem";
import type { components, paths } from "@/api/schema";

type Schemas = components["schemas"];
export type Batch = Schemas["BatchOut"];
export type BatchDetail = Schemas["BatchDetail"];
export type QuarantinedRow = Schemas["QuarantinedOut"];
export type QuarantineQuery = NonNullable<paths["/api/v1/quarantine"]["get"]["parameters"]["query"]>;
export type Quality = Schemas["QualityOut"];
export type DictionaryEntity = Schemas["DictionaryEntity"];
export type DictionaryColumn = Schemas["DictionaryColumn"];
export type Source = Schemas["SourceOut"];
export type SourceDraft = Schemas["SourceIn"];
export type Upload = Schemas["UploadOut"];
export type Preview = Schemas["PreviewOut"];
export type KeptMapping = Schemas["SavedMappingOut"];
export type Entity = NonNullable<NonNullable<paths["/api/v1/batches"]["get"]["parameters"]["query"]>["entity"]>;
export type BatchesQuery = NonNullable<paths["/api/v1/batches"]["get"]["parameters"]["query"]>;

/** Everything of this room that changes when rows come in, go out or are corrected. */
export const DATA_KEY = ["data"] as const;

/** Says that batches, quarantine and quality are no longer as they were. */
export function useDataChanged(): () => void {
  const cache = useQueryClient();
  return () => void cache.invalidateQueries({ queryKey: DATA_KEY });
}

// ── batches ──────────────────────────────────────────────────────────────────────────────────────────────────────

export const fetchBatches = (query: BatchesQuery) => answer(api.GET("/api/v1/batches", { params: { query } }));

export const useBatch = (no: number) =>
  useQuery({
    queryKey: [...DATA_KEY, "batch", no],
    queryFn: () => answer(api.GET("/api/v1/batches/{no}", { params: { path: { no } } })),
  });

export const useUndo = (no: number) =>
  useMutation({ mutationFn: () => answer(api.POST("/api/v1/batches/{no}/undo", { params: { path: { no } } })) });

export const useQuality = (entity?: Entity) =>
  useQuery({
    queryKey: [...DATA_KEY, "quality", entity],
    queryFn: () => answer(api.GET("/api/v1/quality", { params: { query: { entity } } })),
  });

export const useDictionary = () =>
  useQuery({
    queryKey: ["dictionary"],
    queryFn: () => answer(api.GET("/api/v1/dictionary")),
    staleTime: Infinity,
  });

/** The columns that an entity can have. */
export function useEntity(entity: string | undefined): DictionaryEntity | undefined {
  return useDictionary().data?.find((one) => one.entity === entity);
}

// ── quarantine ───────────────────────────────────────────────────────────────────────────────────────────────────

export const useQuarantine = (query: QuarantineQuery) =>
  useQuery({
    queryKey: [...DATA_KEY, "quarantine", query],
    queryFn: () => answer(api.GET("/api/v1/quarantine", { params: { query } })),
    placeholderData: (before) => before,
  });

export const useResubmit = () =>
  useMutation({
    mutationFn: (rows: { id: number; values: Record<string, string> }[]) =>
      answer(api.POST("/api/v1/quarantine/resubmit", { body: { rows } })),
  });

export const useDismiss = () =>
  useMutation({
    mutationFn: (body: { ids: number[]; reason: string }) => answer(api.POST("/api/v1/quarantine/dismiss", { body })),
  });

/** Where the open rows come from as a file. */
export const exportAddress = (batch: number | undefined, format: "xlsx" | "csv") =>
  `/api/v1/quarantine/export?${new URLSearchParams({ format, ...(batch ? { batch: String(batch) } : {}) })}`;

// ── the wizard ───────────────────────────────────────────────────────────────────────────────────────────────────

/** Hands in a file and tells how much of it has left, 0 to 1. */
export function sendFile(file: File, onProgress: (share: number) => void): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/v1/uploads");
    for (const [name, value] of Object.entries(requestHeaders("POST"))) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (event) => onProgress(event.total ? event.loaded / event.total : 0));
    request.addEventListener("load", () => {
      const body = parsed(request.responseText);
      if (request.status === 201) resolve(body as Upload);
      else reject(problemFrom(request.status, body));
    });
    request.addEventListener("error", () => reject(problemFrom(0, null)));
    const form = new FormData();
    form.append("file", file);
    request.send(form);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

export type FileOptions = { sheet?: string; encoding?: string; delimiter?: string; header_row?: number };

export const useInspect = () =>
  useMutation({
    mutationFn: (body: FileOptions & { upload_id: number; entity?: Entity; source: string }) =>
      answer(api.POST("/api/v1/imports/inspect", { body })),
  });

export const previewMapping = (upload_id: number, mapping: Record<string, unknown>) =>
  answer(api.POST("/api/v1/imports/preview", { body: { upload_id, mapping } }));

export const useTry = () =>
  useMutation({
    mutationFn: (body: { upload_id: number; mapping: Record<string, unknown> }) =>
      answer(api.POST("/api/v1/imports/dry-run", { body })),
  });

export const useImport = () =>
  useMutation({
    mutationFn: (body: { upload_id: number; mapping: Record<string, unknown>; replaces?: number }) =>
      answer(api.POST("/api/v1/imports", { body })),
  });

export const useGrade = () => useMutation({ mutationFn: () => answer(api.POST("/api/v1/gradings", { body: {} })) });

// ── mappings and sources ─────────────────────────────────────────────────────────────────────────────────────────

export const useMappings = () =>
  useQuery({ queryKey: [...DATA_KEY, "mappings"], queryFn: () => answer(api.GET("/api/v1/mappings")) });

export function useSaveMapping() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; mapping: Record<string, unknown> }) =>
      answer(api.POST("/api/v1/mappings", { body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: [...DATA_KEY, "mappings"] }),
  });
}

/** A mapping that somebody kept under a name; the others are the last used ones of their sources. */
export type SavedMapping = KeptMapping & { id: number; name: string; by: string; version: number };

export const saved = (kept: readonly KeptMapping[]): SavedMapping[] => kept.filter((one): one is SavedMapping => one.id !== null);

function useMappingChange<Wish, Told>(change: (wish: Wish) => Promise<Told>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: change,
    // Also where it is refused: somebody else may have changed it meanwhile.
    onSettled: () => cache.invalidateQueries({ queryKey: [...DATA_KEY, "mappings"] }),
  });
}

export const useRenameMapping = () =>
  useMappingChange(({ mapping, name }: { mapping: SavedMapping; name: string }) =>
    answer(
      api.PUT("/api/v1/mappings/{mapping_id}", {
        params: { path: { mapping_id: mapping.id } },
        body: { name, mapping: mapping.mapping, expected_version: mapping.version },
      }),
    ),
  );

export const useRemoveMapping = () =>
  useMappingChange((id: number) => answer(api.DELETE("/api/v1/mappings/{mapping_id}", { params: { path: { mapping_id: id } } })));

const SOURCES_KEY = [...DATA_KEY, "sources"] as const;
const REFRESH_MS = 15_000;

export const useSources = () =>
  useQuery({
    queryKey: SOURCES_KEY,
    queryFn: () => answer(api.GET("/api/v1/sources")),
    refetchInterval: REFRESH_MS,
  });

export const useSourcePlaces = () =>
  useQuery({ queryKey: ["source-places"], queryFn: () => answer(api.GET("/api/v1/source-places")), staleTime: Infinity });

function useSourceChange<Wish, Told>(change: (wish: Wish) => Promise<Told>) {
  const cache = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => cache.invalidateQueries({ queryKey: SOURCES_KEY }) });
}

const at = (id: number) => ({ params: { path: { source_id: id } } });

/** Adds a source, or changes the one that was read before. */
export const useKeepSource = (known: Source | null) =>
  useSourceChange((draft: SourceDraft) =>
    known
      ? answer(api.PUT("/api/v1/sources/{source_id}", { ...at(known.id), body: { ...draft, expected_version: known.version } }))
      : answer(api.POST("/api/v1/sources", { body: draft })),
  );

export const usePause = () =>
  useSourceChange(({ id, paused }: { id: number; paused: boolean }) =>
    answer(api.POST("/api/v1/sources/{source_id}/pause", { ...at(id), body: { paused } })),
  );

export const useRemoveSource = () =>
  useSourceChange((id: number) => answer(api.DELETE("/api/v1/sources/{source_id}", at(id))));

export const useReadSource = () =>
  useSourceChange((id: number) => answer(api.POST("/api/v1/sources/{source_id}/run", at(id))));
