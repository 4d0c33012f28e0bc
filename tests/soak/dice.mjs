// What is random in a run: all of it follows from the seed, as far as time lets it.

/** FNV-1a, so that each use has dice of its own and one more throw here changes nothing there. */
function hash(text) {
  let hash = 0x811c9dc5;
  for (const unit of text) hash = Math.imul(hash ^ unit.codePointAt(0), 0x01000193);
  return hash >>> 0;
}

export class Dice {
  #seed;
  #state;

  constructor(seed, name = "") {
    this.#seed = seed;
    this.#state = hash(`${seed}/${name}`);
  }

  /** Other dice of the same seed. */
  of(name) {
    return new Dice(this.#seed, name);
  }

  /** From 0 to 1, which it never is. splitmix32 (after Steele, Lea, Flood 2014). */
  next() {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  }

  between(least, most) {
    return least + this.next() * (most - least);
  }

  whole(least, most) {
    return Math.floor(this.between(least, most + 1));
  }

  chance(share) {
    return this.next() < share;
  }

  pick(list) {
    return list[Math.floor(this.next() * list.length)];
  }

  /** One of `list`, each as likely as its `weight`. */
  weighed(list) {
    let left = this.next() * list.reduce((sum, one) => sum + one.weight, 0);
    return list.find((one) => (left -= one.weight) < 0) ?? list.at(-1);
  }

  /** Draws from `list`, where each lies `weight` times (a whole number), and fills up when empty: none is left out for long. */
  bag(list) {
    let left = [];
    return () => {
      if (!left.length) left = list.flatMap((one) => Array(one.weight).fill(one));
      return left.splice(Math.floor(this.next() * left.length), 1)[0];
    };
  }

  /** A wait as of things that happen by themselves, once in `mean` on average. */
  wait(mean) {
    return Math.min(-Math.log(1 - this.next()) * mean, 4 * mean);
  }
}
