import { useState } from 'react';
import { createRoot } from 'react-dom/client';

/** The least that a React page can be: what the studio's first paint is measured against. */
function Page() {
  const [count, setCount] = useState(0);
  return (
    <button type="button" onClick={() => setCount(count + 1)}>
      {count}
    </button>
  );
}

const root = document.getElementById('root');
if (root) createRoot(root).render(<Page />);
