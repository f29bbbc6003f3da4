import * as v from 'valibot';

/** Says what is wrong with a value, as it continues the option's name; `undefined` if nothing is. */
export type ValueCheck<Value> = (value: Value) => string | undefined;

/**
 * A step of a schema that finds problems in words of its own.
 *
 * @internal the published types stand without the schema library
 */
export function checkedBy<Value>(check: ValueCheck<Value>): v.RawCheckAction<Value> {
  return v.rawCheck(({ dataset, addIssue }) => {
    const problem = dataset.typed ? check(dataset.value) : undefined;
    if (problem !== undefined) addIssue({ message: problem });
  });
}
