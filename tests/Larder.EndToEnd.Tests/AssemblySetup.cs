using Larder.Support;

[assembly: AssemblyFixture(typeof(PreparedShop))]
