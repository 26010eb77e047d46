import { type BinaryOperationNode, OperatorNode, PostgresQueryCompiler, type RawNode } from 'kysely';
import { nodeForPostgres } from '../either.ts';
import { itemsIn } from '../json-list.ts';

/** Compiles what is said differently for PostgreSQL, and lists as arrays. */
export class QueryCompiler extends PostgresQueryCompiler {
  protected override visitRaw(node: RawNode): void {
    const own = nodeForPostgres(node);
    if (own) this.visitNode(own);
    else super.visitRaw(node);
  }

  /** `in` of a list is `= any(…)`: then the column says what type the items have, also where there are none. */
  protected override visitBinaryOperation(node: BinaryOperationNode): void {
    const items = itemsIn(node.rightOperand);
    if (!items || !OperatorNode.is(node.operator)) {
      super.visitBinaryOperation(node);
      return;
    }
    this.visitNode(node.leftOperand);
    this.append(node.operator.operator === 'in' ? ' = any(' : ' <> all(');
    this.appendValue(items);
    this.append(')');
  }
}
