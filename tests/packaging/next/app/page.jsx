import { ParlourChat } from "parlour/react";

export default async function Page({ searchParams }) {
  const { gateway } = await searchParams;
  return (
    <main>
      <h1>Rendered by a server</h1>
      <ParlourChat bot="0f8fad5b-d9cb-469f-a165-70867728950e" gateway={gateway} heading="Next" />
    </main>
  );
}
