using Larder.Errors;
using Larder.Testing;
using Larder.Types;

namespace Larder.Conformance;

/// <summary>The suite of stores whose contents outlive their instances.</summary>
public abstract class DurableOnlineStoreConformance : OnlineStoreConformance
{
    [Fact]
    public async Task Another_instance_at_the_same_place_sees_what_was_written()
    {
        await Store.WriteOverAsync(View, [Row("a", 1, "A"), Row("b", 2, "B")], State(2, "b"u8.ToArray()), Token);
        await Store.DisposeAsync();

        var other = OpenAnother();

        (await ReadRows(other, View, EntityKey.From("b")))[0].Payload.ShouldBe("B"u8.ToArray());
        ShouldBeState(await other.GetStateAsync(View, Token), State(2, "b"u8.ToArray()));
        (await other.CountAsync(View, Token)).ShouldBe(2);
    }

    [Fact]
    public async Task Another_open_instance_notices_views_that_appear_and_disappear()
    {
        var other = OpenAnother();
        for (var round = 0; round < 3; round++)
        {
            await Should.ThrowAsync<NotFoundException>(() => ReadRows(other, "late@v1", EntityKey.From("a")));

            await Store.CreateAsync("late@v1", Token);
            await Store.WriteOverAsync("late@v1", [Row("a", 1, $"A{round}")], State(), Token);
            var single = await ReadRows(other, "late@v1", EntityKey.From("a"));
            var several = await ReadRows(other, "late@v1", EntityKey.From("b"), EntityKey.From("a"));
            single[0].Payload.ShouldBe(several[1].Payload);
            single[0].Payload.ShouldNotBeNull();

            await Store.DropAsync("late@v1", Token);
            await Should.ThrowAsync<NotFoundException>(() => ReadRows(other, "late@v1", EntityKey.From("b"), EntityKey.From("a")));
        }
    }
}
