import { screen } from "@testing-library/react";
import { expect, test } from "vitest";

import { Figure, Trend } from "@/kit/Figure";

import { show } from "../render";

test("a figure tells name, value, unit, change and day, and leads to what is behind it", async () => {
  await show(<Figure name="At risk" value={119} unit="customers" previous={165} better="low" asOf="2026-10-31" to="/customers?stage=slowing" />);

  const figure = await screen.findByRole("link");

  expect(figure.getAttribute("href")).toBe("/customers?stage=slowing");
  expect(figure.textContent).toBe("At risk119customers▼ -46as of 10-31");
});

test.each([
  ["ratio", 0.25, 0.2, "+5 pp"],
  ["money", "110.00", "100.00", "+10%"],
  ["count", 12, 10, "+2"],
] as const)("a %s changes in its own measure", async (kind, value, previous, told) => {
  const { container } = await show(<Trend kind={kind} value={value} previous={previous} />);

  expect(container.textContent).toContain(told);
});

test("without a grading before there is no change to tell", async () => {
  const { container } = await show(<Trend value={3} previous={null} />);

  expect(container.textContent).toBe("");
});
