/** The figures that a list of customers shows until somebody chooses others. */
export const USUAL_FIGURES = ["spend_365d", "spend_trend_90d", "orders_90d", "recency_days", "overdue_amount"];

/** The sort of the list until somebody chooses another: who bought most comes first. */
export const USUAL_SORT = "-spend_365d";
