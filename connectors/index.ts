/** Every connector type of this product. Importing this file registers them; a test compares the list with the folders. */
import './github'
