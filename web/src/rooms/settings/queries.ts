import { useMutation, useQuery, useQueryClient, type QueryKey } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";

export type User = components["schemas"]["UserAnswer"];
export type UserWish = components["schemas"]["UserWish"];
export type UserChanges = components["schemas"]["UserChanges"];
export type RoleId = UserWish["role"];
export type Role = components["schemas"]["RoleAnswer"];
export type ScopeIn = components["schemas"]["ScopeIn"];
export type Key = components["schemas"]["KeyAnswer"];
export type KeyWish = components["schemas"]["KeyWishIn"];
export type AuditEntry = components["schemas"]["AuditAnswer"];

export const useRoles = () => useQuery({ queryKey: ["roles"], queryFn: () => answer(api.GET("/api/v1/roles")), staleTime: Infinity });

export const usePermissions = () =>
  useQuery({ queryKey: ["permissions"], queryFn: () => answer(api.GET("/api/v1/permissions")), staleTime: Infinity });

export const useScopeValues = () =>
  useQuery({ queryKey: ["scopeValues"], queryFn: () => answer(api.GET("/api/v1/scope-values")) });

export const useUsers = () => useQuery({ queryKey: ["users"], queryFn: () => answer(api.GET("/api/v1/users")) });
export const useKeys = () => useQuery({ queryKey: ["keys"], queryFn: () => answer(api.GET("/api/v1/keys")) });
export const useMySessions = () =>
  useQuery({ queryKey: ["me", "sessions"], queryFn: () => answer(api.GET("/api/v1/me/sessions")) });

/** A write after which what was read under `stale` is read again. */
export function useWrite<Given, Got>(write: (given: Given) => Promise<Got>, stale: QueryKey) {
  const cache = useQueryClient();
  return useMutation({ mutationFn: write, onSuccess: () => cache.invalidateQueries({ queryKey: stale }) });
}

export const addUser = (body: UserWish) => answer(api.POST("/api/v1/users", { body }));
export const changeUser = ({ id, ...body }: UserChanges & { id: number }) =>
  answer(api.PATCH("/api/v1/users/{user_id}", { params: { path: { user_id: id } }, body }));
export const resetPassword = (id: number) =>
  answer(api.POST("/api/v1/users/{user_id}/password", { params: { path: { user_id: id } } }));
export const endSessions = (id: number) =>
  answer(api.DELETE("/api/v1/users/{user_id}/sessions", { params: { path: { user_id: id } } }));
export const removeTwoFactor = (id: number) =>
  answer(api.DELETE("/api/v1/users/{user_id}/two-factor", { params: { path: { user_id: id } } }));

export const addKey = (body: KeyWish) => answer(api.POST("/api/v1/keys", { body }));
export const revokeKey = (id: number) => answer(api.DELETE("/api/v1/keys/{key_id}", { params: { path: { key_id: id } } }));

export const endMySession = (id: string) =>
  answer(api.DELETE("/api/v1/me/sessions/{session_id}", { params: { path: { session_id: id } } }));
export const beginTwoFactor = () => answer(api.POST("/api/v1/me/two-factor"));
export const confirmTwoFactor = (code: string) => answer(api.POST("/api/v1/me/two-factor/confirm", { body: { code } }));
export const endTwoFactor = (password: string) => answer(api.DELETE("/api/v1/me/two-factor", { body: { password } }));
export const changeMe = (body: { display_name: string }) => answer(api.PATCH("/api/v1/me", { body }));
