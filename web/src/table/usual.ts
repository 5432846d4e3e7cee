/** How many rows a page of a long list has. */
export const ROWS_ON_PAGE = 50;
