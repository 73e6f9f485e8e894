/** Words of the language that are typed, and functions that are always there. */
export const PYTHON_NAMES: readonly string[] = (
  'False None True and as assert async await break class continue def del elif else except finally for from global if ' +
  'import in is lambda nonlocal not or pass raise return try while with yield ' +
  'abs( all( any( bool( bytes( callable( chr( dict( dir( enumerate( filter( float( format( frozenset( getattr( ' +
  'hasattr( hash( help( hex( id( int( isinstance( issubclass( iter( len( list( map( max( min( next( open( ord( pow( ' +
  'print( range( repr( reversed( round( set( setattr( slice( sorted( str( sum( tuple( type( vars( zip( ' +
  'Exception KeyError IndexError RuntimeError TypeError ValueError'
).split(' ')
