using Foyer.Server.Passwords;

namespace Foyer.Tests.Passwords;

/// <summary>Kept arenas are the process's: nothing else may rent one while these tests look for theirs.</summary>
[CollectionDefinition(nameof(Argon2ArenaTests), DisableParallelization = true)]
public sealed class Argon2ArenaTestsRunAlone;

[Collection(nameof(Argon2ArenaTests))]
public sealed unsafe class Argon2ArenaTests
{
    [Fact]
    public void What_was_computed_is_wiped_before_the_memory_is_kept()
    {
        const int Size = 1 << 20;
        ulong* start;
        using (Argon2Arena arena = Argon2Arena.Rent(Size))
        {
            start = arena.Start;
            new Span<byte>(start, Size).Fill(0xA5);
        }

        // Rented again, the memory may be looked at.
        List<Argon2Arena> rented = [];
        try
        {
            while (rented.Count <= Environment.ProcessorCount && !rented.Exists(arena => arena.Start == start))
            {
                rented.Add(Argon2Arena.Rent(Size));
            }

            Assert.Contains(rented, arena => arena.Start == start);
            Assert.Equal(-1, new Span<byte>(start, Size).IndexOfAnyExcept((byte)0));
        }
        finally
        {
            rented.ForEach(arena => arena.Dispose());
        }
    }

    [Fact]
    public void An_arena_lies_on_a_large_page_whatever_its_size()
    {
        foreach (nuint size in (nuint[])[1024, 19 << 20, 21 << 20])
        {
            using Argon2Arena arena = Argon2Arena.Rent(size);

            Assert.Equal((nuint)0, (nuint)arena.Start % (2 << 20));
            new Span<byte>(arena.Start, (int)size).Fill(1);
        }
    }
}
