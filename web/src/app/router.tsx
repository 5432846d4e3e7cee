import { createBrowserRouter, type RouteObject } from "react-router";

import { Broken } from "@/app/Broken";
import { Guard } from "@/app/Guard";
import { Layout } from "@/app/Layout";
import { NotFound } from "@/app/NotFound";
import { ADDRESSES, type Address } from "@/app/rooms";

function route({ path, permission, load }: Address): RouteObject {
  return {
    path,
    lazy: async () => {
      const { default: Page } = await load();
      return { Component: () => <Guard permission={permission}><Page /></Guard> };
    },
  };
}

/** The addresses of the console; the code of each comes when it is opened. */
export const makeRouter = () =>
  createBrowserRouter([
    {
      Component: Layout,
      HydrateFallback: () => null,
      children: [
        {
          ErrorBoundary: Broken,
          children: [...ADDRESSES.map(route), { path: "*", Component: NotFound }],
        },
      ],
    },
  ]);
