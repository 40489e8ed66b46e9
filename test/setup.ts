// Properties are tried on the same cases in every run, so that a change is judged by what it changes; KITH_SEED=NUMBER tries others.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.KITH_SEED ?? 20_261_123) });
