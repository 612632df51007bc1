import type { JSX } from 'preact';
import type { Newsroom } from '../../newsletters/newsroom.js';
import type { Puzzle } from '../../subscribers/room.js';
import { Button } from '../components.js';
import { Layout } from '../layout.js';

interface PuzzlePageProps extends Puzzle {
  readonly newsroom: Newsroom;
  readonly email: string;
  readonly chosen: readonly string[];
  readonly box: boolean;
}

/**
 * Shown while very many addresses are signed up. A module of ours computes the answer and sends the form; without
 * JavaScript the reader waits and presses the button.
 */
export function PuzzlePage(props: PuzzlePageProps): JSX.Element {
  const { newsroom, box, waitSeconds } = props;
  return (
    <Layout
      title="One more moment"
      newsroom={newsroom}
      private
      modules={['proof-of-work']}
      {...(box ? { area: 'box' as const } : {})}
    >
      <h1 class={box ? 'box-title' : ''}>One more moment</h1>
      <p class="lead">
        Very many addresses are being signed up just now, so each takes a little longer, to keep robots from filling
        strangers’ inboxes.
      </p>
      <p role="status" data-working hidden>
        Your browser is working on it. This takes some seconds.
      </p>
      <p data-waiting>Please wait {waitSeconds} seconds, then press the button.</p>
      <form method="post" action="/subscribe" data-puzzle={props.puzzle} data-bits={props.bits}>
        <input type="hidden" name="puzzle" value={props.puzzle} />
        <input type="hidden" name="answer" value="" />
        <input type="hidden" name="email" value={props.email} />
        {box ? <input type="hidden" name="box" value="1" /> : null}
        {props.chosen.map((name) => (
          <input key={name} type="hidden" name="newsletters" value={name} />
        ))}
        <p class="actions">
          <Button>Subscribe</Button>
        </p>
      </form>
    </Layout>
  );
}
