/** The numbers of a chart in rows; the first cell names the row. */
import { TableBox } from '../../components/table-box';

interface Props {
  label: string;
  head: string[];
  rows: { key: string; cells: string[] }[];
}

export function NumberTable({ label, head, rows }: Props) {
  return (
    <TableBox label={label}>
      <table>
        <thead>
          <tr>
            {head.map((text, column) => (
              <th key={text} scope="col" data-number={column > 0 || undefined}>
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              {cells.map((text, column) =>
                column === 0 ? (
                  <th key={head[column]} scope="row">
                    {text}
                  </th>
                ) : (
                  <td key={head[column]} data-number>
                    {text}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}
