import Link from 'next/link';

export default function Home() {
  return (
    <main>
      <h1>Anybody may read this</h1>
      <p>
        <Link href="/dashboard">The dashboard</Link> is for people who are signed in.
      </p>
    </main>
  );
}
