/** How many events a page of the timeline has. */
export const TIMELINE_PAGE = 40;

/** How many of the latest orders a customer's page shows. */
export const LATEST_ORDERS = 10;
