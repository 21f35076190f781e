/** What one run, or the median of several, took. */
export interface Sample {
  readonly milliseconds: number;
  readonly megabytes: number;
}
