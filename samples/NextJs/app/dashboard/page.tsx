import { UserButton } from '@clerk/nextjs';
import { auth, currentUser } from '@clerk/nextjs/server';

export default async function Dashboard() {
  const { userId } = await auth.protect();
  const user = await currentUser();
  return (
    <main>
      <h1>Dashboard</h1>
      <p>
        Signed in as <strong>{user?.primaryEmailAddress?.emailAddress}</strong> (<code>{userId}</code>)
      </p>
      <UserButton />
    </main>
  );
}
