/** A piece of work, and who it is for. */
interface Job {
  /** False: nobody waits for it any more. */
  readonly isWanted: () => boolean;
  readonly run: () => Promise<void>;
  readonly skip: () => void;
}

/**
 * Does a few pieces of costly work at a time; the others wait. Owners take turns: one who brings a flood of work delays
 * only his own.
 */
export class FairQueue {
  readonly #most: number;
  /** By owner, whose turn comes next first. */
  readonly #waiting = new Map<string, Job[]>();
  #running = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Resolves with what `work` does; with null where it was not wanted any more when its turn came. */
  do<T>(owner: string, work: () => Promise<T>, isWanted: () => boolean = () => true): Promise<T | null> {
    return new Promise((resolve, reject) => {
      const job: Job = { isWanted, run: () => work().then(resolve, reject), skip: () => resolve(null) };
      const own = this.#waiting.get(owner);
      if (own) own.push(job);
      else this.#waiting.set(owner, [job]);
      this.#next();
    });
  }

  #next(): void {
    while (this.#running < this.#most) {
      const job = this.#take();
      if (job === undefined) return;
      if (!job.isWanted()) {
        job.skip();
        continue;
      }
      this.#running++;
      job.run().finally(() => {
        this.#running--;
        this.#next();
      });
    }
  }

  /** The next job of the owner whose turn it is, who then goes to the end of the line. */
  #take(): Job | undefined {
    const [first] = this.#waiting;
    if (first === undefined) return undefined;
    const [owner, jobs] = first;
    const job = jobs.shift();
    this.#waiting.delete(owner);
    if (jobs.length > 0) this.#waiting.set(owner, jobs);
    return job;
  }
}
