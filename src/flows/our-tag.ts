/** Marks what is ours on a Prefect server that others use too: our deployments and every run, so that only ours are judged by our automations. */
export const OUR_TAG = "snapcount";
