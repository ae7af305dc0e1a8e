/** What a Bicep file says, as a tree. Lines count from 1. */
export interface Program {
  readonly file: string;
  readonly statements: readonly Statement[];
}

interface Placed {
  readonly line: number;
}

export type Statement = TargetScope | Metadata | Parameter | Variable | Output | Deployable;
export type Declaration = Parameter | Variable | Deployable;

export interface TargetScope extends Placed {
  readonly kind: 'targetScope';
  readonly scope: string;
}
export interface Metadata extends Placed {
  readonly kind: 'metadata';
  readonly name: string;
  readonly value: Expression;
}
export interface Decorator extends Placed {
  readonly name: string;
  readonly values: readonly Expression[];
}
export interface Parameter extends Placed {
  readonly kind: 'param';
  readonly name: string;
  readonly type: string;
  readonly decorators: readonly Decorator[];
  readonly fallback?: Expression;
}
export interface Variable extends Placed {
  readonly kind: 'var';
  readonly name: string;
  readonly value: Expression;
}
export interface Output extends Placed {
  readonly kind: 'output';
  readonly name: string;
  readonly type: string;
  readonly value: Expression;
}
/** A resource or a module: one of it, one if a condition holds, or one for each of something. */
export interface Deployable extends Placed {
  readonly kind: 'resource' | 'module';
  readonly name: string;
  /** The type with its version, or the path of the module. */
  readonly source: string;
  readonly isExisting: boolean;
  readonly condition?: Expression;
  readonly loop?: { readonly item: string; readonly index?: string; readonly over: Expression };
  readonly body: ObjectExpression;
}

export interface ObjectExpression extends Placed {
  readonly kind: 'object';
  readonly entries: readonly { readonly key: Expression; readonly value: Expression; readonly line: number }[];
}
export interface Choice extends Placed {
  readonly kind: 'choice';
  readonly condition: Expression;
  readonly yes: Expression;
  readonly no: Expression;
}
export interface Loop extends Placed {
  readonly kind: 'loop';
  readonly item: string;
  readonly index?: string;
  readonly over: Expression;
  readonly body: Expression;
}

export type Expression =
  | (Placed & { readonly kind: 'literal'; readonly value: string | number | boolean | null })
  | (Placed & { readonly kind: 'text'; readonly parts: readonly (string | Expression)[] })
  | (Placed & { readonly kind: 'name'; readonly name: string })
  | (Placed & { readonly kind: 'member'; readonly of: Expression; readonly name: string; readonly isSafe: boolean })
  | (Placed & { readonly kind: 'at'; readonly of: Expression; readonly index: Expression })
  | (Placed & { readonly kind: 'call'; readonly name: string; readonly values: readonly Expression[] })
  | (Placed & { readonly kind: 'not'; readonly of: Expression })
  | (Placed & {
      readonly kind: 'both';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Placed & { readonly kind: 'lambda'; readonly names: readonly string[]; readonly body: Expression })
  | (Placed & { readonly kind: 'array'; readonly items: readonly Expression[] })
  | Choice
  | Loop
  | ObjectExpression;

/** Something wrong with a file. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** Thrown where reading or evaluating cannot go on. */
export class BicepProblem extends Error {
  readonly line: number;
  /** Known once the problem has reached whoever reads or deploys the file. */
  file?: string;
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}
